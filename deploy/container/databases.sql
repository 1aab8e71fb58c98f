-- Keys and contacts get databases of their own; the first one is made by the image.
CREATE DATABASE survey_keys OWNER survey ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE survey_contacts OWNER survey ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE survey_contact_keys OWNER survey ENCODING 'UTF8' TEMPLATE template0;
